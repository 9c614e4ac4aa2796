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
  // Each entry of the log has one of these: it is read in place, without a list of its tokens.
  let dots = 0;
  for (let at = ackSubject.indexOf('.'); at >= 0; at = ackSubject.indexOf('.', at + 1)) dots += 1;
  const before = dots === SHORT_FORM_DOTS ? 4 : 6;
  let start = 0;
  for (let i = 0; i < before; i++) start = ackSubject.indexOf('.', start) + 1;
  const afterCount = ackSubject.indexOf('.', start);
  const afterStream = ackSubject.indexOf('.', afterCount + 1);
  const afterConsumer = ackSubject.indexOf('.', afterStream + 1);
  const deliveryCount = Number(ackSubject.slice(start, afterCount));
  const streamSeq = Number(ackSubject.slice(afterCount + 1, afterStream));
  const consumerSeq = Number(ackSubject.slice(afterStream + 1, afterConsumer));
  if (dots < SHORT_FORM_DOTS || !deliveryCount || !streamSeq || !consumerSeq) {
    throw new Error(`not a JetStream delivery: ${ackSubject}`);
  }
  return { deliveryCount, streamSeq, consumerSeq };
}

const SHORT_FORM_DOTS = 8;
