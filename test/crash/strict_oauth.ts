/**
 * An OAuth server as strict as the standard allows: a code and a refresh token are good once, and whoever brings a used
 * one has every token taken away (RFC 6749 §10.4, RFC 9700 §4.14.2). Scripted answers of the recording callee.
 */
import type { Arrival, Reply } from './callee.ts';

export class StrictOAuth {
  readonly expires_in: number;
  private issued = 0;
  private readonly codes = new Map<string, 'fresh' | 'used'>();
  private readonly spent = new Set<string>();
  /** The pair in force; null while there is none. */
  pair: { access_token: string; refresh_token: string } | null = null;
  refreshes = 0;
  revocations = 0;

  constructor(expires_in = 3600) {
    this.expires_in = expires_in;
  }

  /** What a person gets who agrees. */
  newCode(): string {
    const code = `code-${++this.issued}`;
    this.codes.set(code, 'fresh');
    return code;
  }

  readonly reply = ({ body }: Arrival): Reply => {
    const form = new URLSearchParams(body);
    return form.get('grant_type') === 'refresh_token'
      ? this.refresh(form.get('refresh_token') ?? '')
      : this.exchange(form.get('code') ?? '');
  };

  private exchange(code: string): Reply {
    if (this.codes.get(code) !== 'fresh') return this.revoke();
    this.codes.set(code, 'used');
    return this.issue();
  }

  private refresh(token: string): Reply {
    if (token !== this.pair?.refresh_token) return this.spent.has(token) ? this.revoke() : refused();
    this.spent.add(token);
    this.refreshes++;
    return this.issue();
  }

  private issue(): Reply {
    const n = ++this.issued;
    this.pair = { access_token: `access-${n}`, refresh_token: `refresh-${n}` };
    return { status: 200, body: JSON.stringify({ ...this.pair, expires_in: this.expires_in }) };
  }

  private revoke(): Reply {
    this.pair = null;
    this.revocations++;
    return refused();
  }
}

function refused(): Reply {
  return { status: 400, body: '{"error":"invalid_grant","error_description":"used or unknown"}' };
}
