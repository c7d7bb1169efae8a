import { createHash } from 'node:crypto';

/** The live parts of a rendered page, in order, by name. */
export type LiveParts = ReadonlyMap<string, string>;

/** What changed since the last time; `order` names every part that is there now. */
export interface LiveChange {
  readonly order: readonly string[];
  readonly parts: readonly { readonly name: string; readonly html: string }[];
}

/**
 * Views mark each part with comments, because only they know where it ends. Names are encoded as in addresses, and escaped text holds no comment.
 */
const part = /<!--live ([^\s>]+)-->([\s\S]*?)<!--\/live-->/g;

export function readLiveParts(html: string): LiveParts {
  return new Map(
    [...html.matchAll(part)].map(([, name = '', inner = '']) => [decodeURIComponent(name), inner.trim()]),
  );
}

/** Remembers only hashes of what it has sent, so that a stream costs little memory. */
export function createLiveChanges(): (parts: LiveParts) => LiveChange | null {
  let sent = new Map<string, string>();
  return (parts) => {
    const now = new Map([...parts].map(([name, html]) => [name, hash(html)]));
    const changed = [...parts].filter(([name]) => sent.get(name) !== now.get(name));
    const isSame = changed.length === 0 && now.size === sent.size;
    sent = now;
    if (isSame) return null;
    return { order: [...parts.keys()], parts: changed.map(([name, html]) => ({ name, html })) };
  };
}

const hash = (html: string): string => createHash('sha256').update(html).digest('base64url').slice(0, 16);
