import { createTransport } from 'nodemailer';

/** One e-mail, as plain text. */
export interface Mail {
  readonly to: string;
  readonly subject: string;
  readonly text: string;
}

/** Sends e-mail over the operator's SMTP server. Rejects if the server does not take it. */
export interface Mailer {
  send(mail: Mail): Promise<void>;
  close(): void;
}

/** The operator's settings `SMTP_URL` and `MAIL_FROM`. */
export interface MailerOptions {
  /** `smtp://` (with STARTTLS where the server offers it) or `smtps://`, with user and password if it wants them. */
  readonly url: string;
  readonly from: string;
}

/** A server that does not answer must not hold up the other messages. */
const timeoutMs = 20_000;

export function createMailer({ url, from }: MailerOptions): Mailer {
  const transport = createTransport({
    url,
    connectionTimeout: timeoutMs,
    greetingTimeout: timeoutMs,
    socketTimeout: timeoutMs,
  });
  return {
    async send({ to, subject, text }) {
      await transport.sendMail({ from, to, subject, text, headers: { 'auto-submitted': 'auto-generated' } });
    },
    close: () => transport.close(),
  };
}
