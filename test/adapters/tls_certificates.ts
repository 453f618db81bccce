/** A certificate authority for tests, and what it signed; made by openssl, because Node cannot make certificates. */
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface TlsCertificates {
  ca: string;
  server: { key: string; cert: string };
  /** Key and certificate in one text, as a process holds them. */
  client_pem: string;
}

export const HAS_OPENSSL = spawnSync('openssl', ['version']).status === 0;

/** describe where openssl is on the PATH; else the tests are skipped under a title that says why. */
export function describeTls(title: string, tests: () => void): void {
  if (HAS_OPENSSL) describe(title, tests);
  else describe.skip(`${title} (skipped: these tests need openssl on the PATH)`, tests);
}

/** The server's certificate is for `localhost` and 127.0.0.1. */
export function makeCertificates(): TlsCertificates {
  const dir = mkdtempSync(join(tmpdir(), 'takt-tls-'));
  const openssl = (...args: string[]) => execFileSync('openssl', args, { cwd: dir, stdio: 'pipe' });
  const read = (name: string): string => readFileSync(join(dir, name), 'utf8');
  const new_key = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'];
  const sign = (name: string, extension: string): void => {
    writeFileSync(join(dir, `${name}.ext`), extension);
    openssl('req', ...new_key, '-keyout', `${name}.key`, '-out', `${name}.csr`, '-subj', `/CN=${name}`);
    const signed_by = ['-CA', 'ca.crt', '-CAkey', 'ca.key', '-CAcreateserial', '-days', '2'];
    openssl('x509', '-req', '-in', `${name}.csr`, ...signed_by, '-out', `${name}.crt`, '-extfile', `${name}.ext`);
  };
  try {
    openssl(
      'req',
      '-x509',
      ...new_key,
      '-keyout',
      'ca.key',
      '-out',
      'ca.crt',
      '-days',
      '2',
      '-subj',
      '/CN=Takt test CA',
    );
    sign('server', 'subjectAltName=DNS:localhost,IP:127.0.0.1');
    sign('client', 'extendedKeyUsage=clientAuth');
    return {
      ca: read('ca.crt'),
      server: { key: read('server.key'), cert: read('server.crt') },
      client_pem: read('client.key') + read('client.crt'),
    };
  } finally {
    rmSync(dir, { recursive: true });
  }
}
