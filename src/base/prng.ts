/** A seeded generator: everything random in a step comes from here, so a step can be repeated (I4). */

export interface Prng {
  /** A float in [0, 1). */
  next(): number;
  /** An integer in [from, to], both included. */
  int(from: number, to: number): number;
}

/** The generator of this seed, made when it is first asked: most expressions never do. */
export function prng(seed: string): Prng {
  let made: Prng | undefined;
  const get = (): Prng => {
    made ??= seeded(seed);
    return made;
  };
  return { next: () => get().next(), int: (from, to) => get().int(from, to) };
}

/** sfc32 over four words made from the text of the seed. */
function seeded(seed: string): Prng {
  let [a, b, c, d] = words(seed);
  const next = (): number => {
    const t = (((a + b) | 0) + d) | 0;
    d = (d + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (c << 21) | (c >>> 11);
    c = (c + t) | 0;
    return (t >>> 0) / 4294967296;
  };
  for (let i = 0; i < 12; i++) next();
  return { next, int: (from, to) => from + Math.floor(next() * (to - from + 1)) };
}

/** Four words of FNV-1a over the text, each from another start. */
function words(seed: string): [number, number, number, number] {
  const word = (start: number): number => {
    let h = start;
    for (let i = 0; i < seed.length; i++) h = Math.imul(h ^ seed.charCodeAt(i), 16777619);
    return h | 0;
  };
  return [word(2166136261), word(40389), word(997651), word(1779033703)];
}
