import { toProductError } from '../errors.ts';
import type { Services } from '../services.ts';
import { type Command, type CommandInput, type CommandResult, type Terminal, UsageError } from './command.ts';
import { commands } from './commands/index.ts';
import { readCall } from './program.ts';

/** What the command line needs from its process. */
export interface CliDeps {
  /** Connects; called only for a command that runs, so that help needs no settings. */
  readonly openServices: () => Promise<OpenServices>;
  readonly terminal: Terminal;
  readonly print: (text: string) => void;
  readonly printError: (text: string) => void;
}

export interface OpenServices {
  readonly services: Services;
  close(): Promise<void>;
}

/** Exit codes, for scripts. */
const exitCodes = { done: 0, failed: 1, usage: 2 } as const;

/** Runs the command in `args` (without program and script) and returns the exit code. */
export async function runCli(args: readonly string[], deps: CliDeps): Promise<number> {
  try {
    const call = await readCall(args, commands);
    if (call.kind === 'help') {
      deps.print(call.text);
      return exitCodes.done;
    }
    const { text, json } = await runCommand(call.command, call.input, deps);
    deps.print(call.json ? `${JSON.stringify(json)}\n` : text);
    return exitCodes.done;
  } catch (thrown) {
    if (thrown instanceof UsageError) {
      deps.printError(`${thrown.message}\n`);
      return exitCodes.usage;
    }
    const { code, detail } = toProductError(thrown);
    const asJson = args.includes('--json');
    deps.printError(`${asJson ? JSON.stringify({ error: code, detail }) : (detail ?? code)}\n`);
    return exitCodes.failed;
  }
}

async function runCommand(
  command: Command,
  input: CommandInput,
  { openServices, terminal }: CliDeps,
): Promise<CommandResult> {
  const run = command.prepare(input);
  const { services, close } = await openServices();
  try {
    return await run({ services, terminal });
  } finally {
    await close();
  }
}
