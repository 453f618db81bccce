/**
 * Sends the requests of API Call. Guarded: what it connects to is checked against private networks after resolving and
 * after each redirect. Promised: never throws; size, time and redirects are bounded.
 */
export interface HttpRequest {
  method: string;
  url: string;
  headers: Record<string, string>;
  body: string | null;
  cert_pem: string;
  timeout_ms: number;
}

export type HttpFailureReason =
  | 'no_scheme'
  | 'blocked'
  | 'timeout'
  | 'failed_connect'
  | 'reset'
  | 'too_large'
  | 'too_many_redirects'
  | 'bad_certificate'
  | 'bad_request';

export type HttpOutcome =
  | {
      ok: true;
      status: number;
      /** Lower-case names; several values of one name joined with ", ". */
      headers: Record<string, string>;
      /** UTF-8 text; base64 where the content type is an image. */
      body: string;
      sizes: { request: number; response: number };
      ms: number;
    }
  /** `sent` is false only where the request has certainly not reached the other side. */
  | { ok: false; reason: HttpFailureReason; description: string; sent: boolean; ms: number };

export interface HttpClient {
  send(request: HttpRequest): Promise<HttpOutcome>;
  close(): Promise<void>;
}
