/** Mail that goes nowhere: every message is taken and kept, for tests and simulations. */
import type { Mail, MailMessage, MailOutcome } from '../../ports/mail.ts';

export interface RecordedMail {
  server: string;
  message: MailMessage;
}

export class RecordingMail implements Mail {
  readonly sent: RecordedMail[] = [];

  async send(server: string, message: MailMessage): Promise<MailOutcome> {
    this.sent.push({ server, message });
    return { ok: true, id: String(this.sent.length) };
  }

  async close(): Promise<void> {}
}
