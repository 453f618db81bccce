/**
 * Keeps what was made of the texts used lately. Two generations: what is asked for moves to the young one; when that
 * is full it becomes the old one, and what nobody asked for meanwhile goes. A hit costs one look-up.
 */
export class GenerationCache<V> {
  private young = new Map<string, V>();
  private old = new Map<string, V>();
  private chars = 0;
  constructor(
    private readonly entries: number,
    private readonly keyChars: number,
    private readonly make: (key: string) => V,
  ) {}

  get(key: string): V {
    const known = this.young.get(key);
    if (known !== undefined) return known;
    const value = this.old.get(key) ?? this.make(key);
    if (this.young.size * 2 >= this.entries || this.chars * 2 >= this.keyChars) {
      this.old = this.young;
      this.young = new Map();
      this.chars = 0;
    }
    this.young.set(key, value);
    this.chars += key.length;
    return value;
  }

  get size(): number {
    return this.young.size + this.old.size;
  }
}
