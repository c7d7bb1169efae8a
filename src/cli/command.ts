import { z } from 'zod';
import { explainIssue } from '../errors.ts';
import type { Services } from '../services.ts';

/** What a command gets besides its arguments. */
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

/** What a command prints: `text` for people, `json` for `--json`. */
export interface CommandResult {
  readonly text: string;
  readonly json: unknown;
}

interface ArgumentHelp {
  readonly kind: 'argument';
  readonly help: string;
}
interface OptionHelp {
  readonly kind: 'option';
  readonly help: string;
  /** The placeholder of its value, such as `URL`; null for a switch. */
  readonly value: string | null;
  readonly repeated: boolean;
}
const parameters = z.registry<ArgumentHelp | OptionHelp>();

/** A positional argument. */
export function argument<Schema extends z.ZodType>(schema: Schema, help: string): Schema {
  return describe(schema, { kind: 'argument', help });
}

/** `--name VALUE`. Never for secrets: the process list shows arguments. */
export function option<Schema extends z.ZodType>(schema: Schema, value: string, help: string): Schema {
  return describe(schema, { kind: 'option', help, value, repeated: false });
}

/** `--name VALUE`, repeatable. */
export function repeatedOption<Schema extends z.ZodType>(schema: Schema, value: string, help: string) {
  return describe(z.array(schema).default([]), { kind: 'option', help, value, repeated: true });
}

/** `--name`: true if given. */
export function flag(help: string) {
  return describe(z.boolean().default(false), { kind: 'option', help, value: null, repeated: false });
}

function describe<Schema extends z.ZodType>(schema: Schema, help: ArgumentHelp | OptionHelp): Schema {
  // Several options share a schema, such as an address, each with its own help.
  const own = schema.clone();
  parameters.add(own, help);
  return own;
}

/** An argument or option as the help shows it. */
export interface Parameter {
  /** The key by which the command reads it, in camel case. */
  readonly key: string;
  /** As typed: `CLIENT-ID` or `client-id`. */
  readonly name: string;
  readonly help: string;
  readonly isNeeded: boolean;
  /** The default, if it can be shown. */
  readonly default: string | null;
}
export type CommandOption = Parameter & Pick<OptionHelp, 'value' | 'repeated'>;

/** What the parser found: every argument and option by its key. */
export type CommandInput = Readonly<Record<string, unknown>>;

/** One command of the operator's command line. */
export interface Command {
  /** Such as `institution add`. */
  readonly name: string;
  readonly summary: string;
  readonly arguments: readonly Parameter[];
  readonly options: readonly CommandOption[];
  /** More for its own help. */
  readonly notes: string | null;
  /** The command, ready to run: wrong usage is reported before anything is opened. @throws UsageError */
  prepare(input: CommandInput): (context: CommandContext) => Promise<CommandResult>;
}

interface CommandDefinition<Shape extends z.ZodRawShape> {
  readonly name: string;
  readonly summary: string;
  /** Every `argument`, `option` and `flag`, in the order of the help: its schema and its meaning. */
  readonly input: Shape;
  readonly notes?: string;
  run(context: CommandContext, input: z.output<z.ZodObject<Shape>>): Promise<CommandResult>;
}

/** A command whose input is parsed before it runs. */
export function defineCommand<Shape extends z.ZodRawShape>(definition: CommandDefinition<Shape>): Command {
  const { name, summary, notes = null } = definition;
  const schema = z.object(definition.input);
  const expected = Object.entries(schema.shape).map(([key, part]) => readParameter(key, part));
  return {
    name,
    summary,
    notes,
    arguments: expected.filter((part) => part.kind === 'argument'),
    options: expected.filter((part) => part.kind === 'option'),
    prepare(input) {
      const parsed = schema.safeParse(input, { error: explainIssue });
      if (parsed.success) return (context) => definition.run(context, parsed.data);
      const faults = parsed.error.issues.map(({ path, message }) => {
        const part = expected.find(({ key }) => key === path[0]);
        const label = part?.kind === 'option' ? `--${part.name}` : (part?.name ?? 'options');
        return `${label}: ${message}`;
      });
      throw new UsageError(faults.join('\n'));
    },
  };
}

function readParameter(key: string, schema: z.core.$ZodType) {
  const help = parameters.get(schema);
  if (help === undefined) throw new Error(`${key} is neither an argument nor an option`);
  const without = z.safeParse(schema, undefined);
  const facts = {
    key,
    isNeeded: !without.success,
    default: without.success ? tellDefault(without.data) : null,
  };
  const name = key.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
  return help.kind === 'argument'
    ? { ...help, ...facts, name: name.toUpperCase() }
    : { ...help, ...facts, name };
}

const tellDefault = (value: unknown): string | null =>
  typeof value === 'string' || typeof value === 'number' ? String(value) : null;

/** Wrong usage. The message never repeats a value, which could be a secret. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}
