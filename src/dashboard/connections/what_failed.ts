/** What the templates say went wrong, by the words of this page for it; anything else is shown as it was said. */
type Known = 'refreshInvalid' | 'codeUsed' | 'refreshLost' | 'exchangeLost' | 'again' | 'noRefresh';

export const WHAT_FAILED: Record<string, Known> = {
  'the refresh token is no longer valid': 'refreshInvalid',
  'the code is used or expired': 'codeUsed',
  'the answer of the refresh was lost': 'refreshLost',
  'the answer of the exchange was lost': 'exchangeLost',
  'the server does not answer as it should; it is tried again': 'again',
  'the provider gave no refresh token: a new code is needed': 'noRefresh',
};
