import { buildPlainFrame } from '../ui/frame.ts';
import { createLinks } from '../ui/links.ts';
import type { FormToken, PageContext } from '../ui/page-context.ts';
import type { PageModel } from '../ui/render.ts';

interface SignOutLinks {
  readonly signOut: string;
}

export const createSignOutLinks = (base: string): SignOutLinks => ({ signOut: createLinks(base).signOut });

/** What `views/sign-out/sign-out.ejs` prints. */
export interface SignOutModel extends PageModel {
  readonly title: string;
  readonly lead: string;
  readonly action: string;
  readonly formToken: FormToken;
  readonly choices: readonly {
    readonly value: 'this' | 'all';
    readonly button: string;
    readonly hint: string;
    readonly primary: boolean;
  }[];
}

/** What `views/sign-out/signed-out.ejs` prints. */
export interface SignedOutModel extends PageModel {
  readonly title: string;
  readonly paragraphs: readonly string[];
}

/** Which sessions to end: this one or all of the person's. */
export function buildSignOut(context: PageContext<SignOutLinks>): SignOutModel {
  const { language, launch, messages, t, links, formToken } = context;
  const texts = messages.signOut;
  return {
    frame: buildPlainFrame({ language, look: launch }, { title: t(texts.title) }),
    title: t(texts.title),
    lead: t(texts.lead),
    action: links.signOut,
    formToken,
    choices: [
      { value: 'this', button: t(texts.thisSession), hint: t(texts.thisHint), primary: true },
      { value: 'all', button: t(texts.allSessions), hint: t(texts.allHint), primary: false },
    ],
  };
}

/** What was ended, and how to come back. */
export function buildSignedOut(context: PageContext<SignOutLinks>, which: 'this' | 'all'): SignedOutModel {
  const { language, launch, messages, t } = context;
  const texts = messages.signOut;
  const title = t(which === 'all' ? texts.doneAll : texts.done);
  return {
    frame: buildPlainFrame({ language, look: launch }, { title }),
    title,
    paragraphs: [texts.runsGoOn, texts.comeBack].map((text) => t(text)),
  };
}
