/** What a consumer tells of a message, in the subject that acknowledges it. */
export interface DeliveryInfo {
  /** 1 for the first time that the message is given out. */
  readonly deliveryCount: number;
  readonly streamSeq: number;
  /** Counts the consumer's deliveries from 1, without gaps. */
  readonly consumerSeq: number;
}

/**
 * Source: JetStream's wire format, `$JS.ACK.<stream>.<consumer>.<delivered>.<stream seq>.<consumer seq>.…`,
 * and since 2.11 optionally with domain and account hash before the stream.
 */
export function parseDeliveryInfo(ackSubject: string): DeliveryInfo {
  const tokens = ackSubject.split('.');
  const first = tokens.length === SHORT_FORM_TOKENS ? 4 : 6;
  const [deliveryCount, streamSeq, consumerSeq] = tokens.slice(first, first + 3).map(Number);
  if (!deliveryCount || !streamSeq || !consumerSeq) {
    throw new Error(`not a JetStream delivery: ${ackSubject}`);
  }
  return { deliveryCount, streamSeq, consumerSeq };
}

const SHORT_FORM_TOKENS = 9;
