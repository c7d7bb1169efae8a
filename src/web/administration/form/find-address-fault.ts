import { type AddressRules, findUrlFault } from '../../../http/address-rules.ts';
import type { FaultCode } from './faults.ts';

/** What is wrong with an address that Grade Passback is to call; null if it may be called (S22). */
export function findAddressFault(text: string, rules: AddressRules): FaultCode | null {
  if (text === '') return 'required';
  if (text.length > 2000 || !URL.canParse(text)) return 'address';
  const url = new URL(text);
  if (!/^https?:$/.test(url.protocol) || url.hash !== '') return 'address';
  return findUrlFault(url, rules) === null ? null : 'address_not_allowed';
}
