/** What came of one delivery to a webhook. */
export interface WebhookResult {
  readonly at: Date;
  readonly event: string;
  /** The status that the receiver answered; null: there was no answer. */
  readonly status: number | null;
  /** Why there was no answer, such as `timeout`; null if there was one. */
  readonly fault: string | null;
  readonly isTaken: boolean;
}

/** An event on its way to a webhook. */
export interface WebhookEvent {
  readonly type: string;
  /** The JSON that is signed and sent, without names, scores or ids of people. */
  readonly body: string;
}
