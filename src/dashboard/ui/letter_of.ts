/** The letter of a key as hints name it: of a keyboard that writes another alphabet it is the Latin one in that place. */
export function letterOf({ key, code }: Pick<KeyboardEvent, 'key' | 'code'>): string {
  const place = /^Key([A-Z])$/.exec(code)?.[1];
  const isOther = key.length === 1 && key > '\u007f';
  return (isOther && place !== undefined ? place : key).toLowerCase();
}
