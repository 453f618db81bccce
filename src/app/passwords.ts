/** Passwords of people, kept as scrypt hashes with their cost and salt: `scrypt$N$r$p$salt$hash`. */
import { scrypt, timingSafeEqual } from 'node:crypto';

/** About 60 ms and 16 MiB for each try. */
const COST = { N: 16_384, r: 8, p: 1 };
const HASH_BYTES = 32;

/** `salt` is unpredictable hex, another for every password. */
export async function hashPassword(password: string, salt: string): Promise<string> {
  const hash = await derive(password, salt, COST);
  return ['scrypt', COST.N, COST.r, COST.p, salt, hash.toString('hex')].join('$');
}

export async function isPassword(password: string, stored: string): Promise<boolean> {
  const [name, n, r, p, salt, hash] = stored.split('$');
  if (name !== 'scrypt' || salt === undefined || hash === undefined) return false;
  const got = await derive(password, salt, { N: Number(n), r: Number(r), p: Number(p) });
  const wanted = Buffer.from(hash, 'hex');
  return wanted.length === got.length && timingSafeEqual(wanted, got);
}

function derive(password: string, salt: string, cost: typeof COST): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    scrypt(password.normalize('NFKC'), salt, HASH_BYTES, cost, (error, key) => (error ? reject(error) : resolve(key)));
  });
}
