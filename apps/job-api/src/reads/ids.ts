import { SteppeError } from '@steppe/domain';

const UUID_LENGTH = 36;
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

export function isUuid(text: string): boolean {
  return UUID.test(text);
}

/**
 * @param noun what is looked up, as Nomad calls it, e.g. `alloc`.
 * @throws SteppeError `REQUEST_INVALID` in Nomad's words when the text cannot be a UUID.
 */
export function checkUuid(id: string, noun: string): string {
  if (id.length !== UUID_LENGTH) throw invalid(noun, 'UUID must be 36 characters');
  checkHexadecimal(id, noun);
  return id;
}

/** @throws SteppeError `REQUEST_INVALID` in Nomad's words when no UUID can begin so. */
export function checkUuidPrefix(prefix: string, noun: string): void {
  if (prefix.length > UUID_LENGTH) throw invalid(noun, 'Invalid UUID length');
  checkHexadecimal(prefix, noun);
  if (prefix.replaceAll('-', '').length % 2 === 1) {
    throw invalid(noun, 'Input (without hyphens) must be even length');
  }
}

function checkHexadecimal(text: string, noun: string): void {
  const [wrong] = /[^0-9a-f-]/i.exec(text) ?? [];
  if (wrong === undefined) return;
  const code = wrong.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0');
  throw invalid(noun, `Invalid UUID: encoding/hex: invalid byte: U+${code} '${wrong}'`);
}

function invalid(noun: string, reason: string): SteppeError {
  return new SteppeError('REQUEST_INVALID', `${noun} lookup failed: index error: ${reason}`);
}
