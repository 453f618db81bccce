/**
 * Digits that look like a payment card, hidden where people look (docs/compatibility.md, masking). A number of 16 digits
 * always counts as one; of 13 to 19 only where it begins like a card's and its check digit fits, so that times in
 * milliseconds and most order numbers stay readable. Three digits by themselves count as the code on its back.
 */
import { MASK } from './limits.ts';

/** Digits by themselves (no part of an id or a fraction), or in groups with the same blank or dash between them. */
const DIGITS =
  /(?<![A-Za-z\d.])\d{13,19}(?![A-Za-z\d]|\.\d)|(?<!\d)\d{4}([ -])\d{4}\1\d{4}\1\d{1,7}(?!\d)|(?<!\d)3\d{3}([ -])\d{6}\2\d{5}(?!\d)/g;

/** A copy of the text without card numbers. */
export function maskCards(text: string): string {
  if (!/\d{3}/.test(text)) return text;
  if (/^\d{3}$/.test(text)) return MASK;
  return text.replace(DIGITS, (found) => (isCard(found.replace(/[ -]/g, '')) ? MASK : found));
}

function isCard(digits: string): boolean {
  return digits.length === 16 || (/^[2-6]/.test(digits) && hasCheckDigit(digits));
}

/** The formula of Luhn. */
function hasCheckDigit(digits: string): boolean {
  let sum = 0;
  for (let at = 0; at < digits.length; at++) {
    const digit = Number(digits[digits.length - 1 - at]);
    const counted = at % 2 === 0 ? digit : digit * 2;
    sum += counted > 9 ? counted - 9 : counted;
  }
  return sum % 10 === 0;
}
