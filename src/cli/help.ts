import type { Command, CommandArgument, CommandOption } from './command.ts';

const call = 'npm run admin --';

/** All commands, by what they are about. */
export function describeCommands(commands: readonly Command[]): string {
  const rows = commands.map((command) => [signature(command), command.summary] as const);
  return [
    "Grade Passback, operator's command line",
    '',
    `  ${call} COMMAND --help   shows everything about one command`,
    '',
    ...table(rows),
    '',
    'Every command takes --json. INSTITUTION is an id or an exact name. Exit codes: 0 done, 1 failed, 2 wrong usage.',
    'It reads the environment variables of the tool. Secrets are read from files or standard input (-), never from',
    'arguments, and are never printed. Where the tool runs on a MongoDB of its own (no MONGODB_URL), call it as the same user',
    'with the same DATA_DIR; the tool need not be stopped.',
    '',
  ].join('\n');
}

/** Everything about one command. */
export function describeCommand(command: Command): string {
  const argumentRows = command.arguments.map(({ name, help }) => [name.toUpperCase(), help] as const);
  const optionRows = Object.entries(command.options).map(
    ([name, option]) => [`--${name}${placeholderOf(option)}`, repeat(option)] as const,
  );
  const options = [...optionRows, ['--json', 'prints the result as JSON'] as const];
  return [
    `${call} ${signature(command)}${Object.keys(command.options).length > 0 ? ' [options]' : ''}`,
    '',
    command.summary,
    ...(argumentRows.length > 0 ? ['', ...table(argumentRows)] : []),
    '',
    ...table(options),
    ...(command.notes === null ? [] : ['', command.notes]),
    '',
  ].join('\n');
}

function signature({ name, arguments: expected }: Command): string {
  return [name, ...expected.map(placeholder)].join(' ');
}

const placeholder = ({ name, optional }: CommandArgument): string =>
  optional ? `[${name.toUpperCase()}]` : name.toUpperCase();

const placeholderOf = ({ value }: CommandOption): string => (value === undefined ? '' : ` ${value}`);
const repeat = ({ help, repeated }: CommandOption): string =>
  repeated ? `${help}; may stand several times` : help;

function table(rows: readonly (readonly [string, string])[]): string[] {
  const width = Math.max(...rows.map(([left]) => left.length));
  return rows.map(([left, right]) => `  ${left.padEnd(width)}   ${right}`);
}
