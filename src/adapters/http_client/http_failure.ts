/** What went wrong, in the words of the port and, in the description, of Corezoid (`timeout`, `failed_connect`, …). */
import type { HttpFailureReason } from '../../ports/http_client.ts';

export class HttpFailure extends Error {
  readonly reason: HttpFailureReason;
  constructor(reason: HttpFailureReason, message: string) {
    super(message);
    this.reason = reason;
  }
}

const NOT_CONNECTED = new Set([
  'EADDRNOTAVAIL',
  'EAI_AGAIN',
  'EAI_FAIL',
  'EAI_NODATA',
  'ECONNREFUSED',
  'EHOSTDOWN',
  'EHOSTUNREACH',
  'ENETDOWN',
  'ENETUNREACH',
  'ENODATA',
  'ENOTFOUND',
  'ETIMEDOUT',
  'EPROTO',
  'UND_ERR_CONNECT_TIMEOUT',
]);

/** Codes of OpenSSL's and Node's verdicts about the other side's certificate. */
const BAD_CERTIFICATE = /^(CERT_|UNABLE_TO_|DEPTH_ZERO_|SELF_SIGNED_|ERR_TLS_CERT_|CRL_|INVALID_CA|HOSTNAME_MISMATCH)/;

export function describeFailure(error: unknown): { reason: HttpFailureReason; description: string } {
  const { reason, detail } = told(error);
  switch (reason) {
    // Corezoid says just these words, and processes compare with them.
    case 'timeout':
    case 'no_scheme':
      return { reason, description: reason };
    case 'blocked':
    case 'failed_connect':
    case 'bad_certificate':
      return { reason, description: `failed_connect: ${detail}` };
    default:
      return { reason, description: `${reason}: ${detail}` };
  }
}

function told(error: unknown): { reason: HttpFailureReason; detail: string } {
  if (error instanceof HttpFailure) return { reason: error.reason, detail: error.message };
  const faults = faultsOf(error);
  return { reason: reasonOf(faults[0]?.code ?? ''), detail: faults.map(({ message }) => message).join('; ') };
}

function reasonOf(code: string): HttpFailureReason {
  if (code === 'TAKT_TIMEOUT') return 'timeout';
  if (code === 'TAKT_TOO_LARGE') return 'too_large';
  if (code === 'TAKT_BLOCKED') return 'blocked';
  if (code === 'UND_ERR_INVALID_ARG' || code === 'UND_ERR_NOT_SUPPORTED') return 'bad_request';
  if (BAD_CERTIFICATE.test(code)) return 'bad_certificate';
  if (NOT_CONNECTED.has(code) || code.startsWith('ERR_SSL_') || code.startsWith('ERR_TLS_')) return 'failed_connect';
  return 'reset';
}

/** Of several addresses tried in vain, each has its failure; the first decides what is said. */
function faultsOf(error: unknown): { code: string; message: string }[] {
  const { code, message, errors } = Object(error) as { code?: unknown; message?: unknown; errors?: unknown };
  if (Array.isArray(errors) && errors.length > 0) return errors.flatMap(faultsOf);
  return [{ code: String(code ?? ''), message: String(message ?? error) }];
}
