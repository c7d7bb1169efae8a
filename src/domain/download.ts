/** What a person takes out of the tool as a file: the grades of a run, or the audit record; `only` narrows it. */
export type Download =
  | { readonly what: 'run'; readonly runId: string; readonly only: 'problems' | null }
  | { readonly what: 'audit'; readonly only: string | null };
