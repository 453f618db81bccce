/** Sends a mail through the server that the address names, under the same guard as HttpClient. Never throws. */
export interface MailMessage {
  from: string;
  to: string;
  subject: string;
  text: string;
  html: string;
}

export type MailOutcome = { ok: true; id: string } | { ok: false; description: string; sent: boolean };

export interface Mail {
  /** `server` is smtp://[user:password@]host[:port] or smtps://… */
  send(server: string, message: MailMessage): Promise<MailOutcome>;
  close(): Promise<void>;
}
