/** Tells other servers that something changed. May lose messages: whoever listens also polls. */
export interface News {
  publish(topic: string, text: string): void;
  /** The returned function ends the subscription. */
  subscribe(topic: string, listener: (text: string) => void): () => void;
  close(): Promise<void>;
}
