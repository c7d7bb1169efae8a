import type { z } from 'zod';
import type { Services } from '../services.ts';

/** What a command works with besides its arguments. */
export interface CommandContext {
  readonly services: Services;
  readonly terminal: Terminal;
}

/** Where a command's questions and progress go; results are returned. */
export interface Terminal {
  /** A whole file; `-` is standard input. */
  read(path: string): Promise<string>;
  /** Asks on standard error and reads one line. */
  ask(question: string): Promise<string>;
  progress(line: string): void;
}

/** What a command says: `text` for people, `json` for `--json`. */
export interface CommandResult {
  readonly text: string;
  readonly json: unknown;
}

/** An option as `--help` shows it. There is none for secrets: arguments can be read in the list of processes. */
export interface CommandOption {
  /** What stands after it, such as `URL`; without it the option is a switch. */
  readonly value?: string;
  readonly help: string;
  readonly repeated?: boolean;
}

export interface CommandArgument {
  readonly name: string;
  readonly help: string;
  readonly optional?: boolean;
}

/** What the parser found: every argument and option by its name in camel case. */
export type CommandInput = Readonly<Record<string, unknown>>;

/** One command of the operator's command line. */
export interface Command {
  /** Such as `institution add`. */
  readonly name: string;
  readonly summary: string;
  readonly arguments: readonly CommandArgument[];
  readonly options: Readonly<Record<string, CommandOption>>;
  /** More for its own help. */
  readonly notes: string | null;
  /** @throws UsageError where the input is not the command's */
  run(context: CommandContext, input: CommandInput): Promise<CommandResult>;
}

interface CommandDefinition<Schema extends z.ZodType> {
  readonly name: string;
  readonly summary: string;
  readonly arguments?: readonly CommandArgument[];
  readonly options?: Readonly<Record<string, CommandOption>>;
  readonly notes?: string;
  readonly input: Schema;
  run(context: CommandContext, input: z.output<Schema>): Promise<CommandResult>;
}

/** A command whose input is parsed before it runs. */
export function defineCommand<Schema extends z.ZodType>(definition: CommandDefinition<Schema>): Command {
  const { input: schema, arguments: expected = [], options = {}, notes = null, ...rest } = definition;
  return {
    ...rest,
    arguments: expected,
    options,
    notes,
    run(context, input) {
      const parsed = schema.safeParse(input);
      if (parsed.success) return definition.run(context, parsed.data);
      const faults = parsed.error.issues.map(
        ({ path, message }) => `${nameInput(String(path[0] ?? ''), expected)}: ${message}`,
      );
      throw new UsageError(faults.join('\n'));
    },
  };
}

/** The command was called in a way that it does not have. The message never repeats a value: it could be a secret. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

/** `client-id` as `clientId`. */
export const toCamelCase = (name: string): string =>
  name.replaceAll(/-(\w)/g, (_, letter: string) => letter.toUpperCase());

function nameInput(key: string, expected: readonly CommandArgument[]): string {
  const argument = expected.find(({ name }) => toCamelCase(name) === key);
  if (argument !== undefined) return argument.name.toUpperCase();
  return key === '' ? 'options' : `--${key.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
}
