import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { type ServerAnswer, type ServerCommand, serverAnswer } from './server-messages.ts';

type Answered = ServerAnswer['done'];

/** The process that runs the servers, and how to command it. */
export interface ServerProcess {
  /** Rejects if the answer is not `expected`. */
  ask<D extends Answered>(command: ServerCommand, expected: D): Promise<Extract<ServerAnswer, { done: D }>>;
  stop(): void;
}

/** Starts the servers in a process of their own, so that they share no event loop with the tool. */
export function startServerProcess(): ServerProcess {
  const child = fork(fileURLToPath(new URL('./servers.ts', import.meta.url)), {
    execArgv: ['--import', 'tsx'],
  });
  const answers: ((answer: ServerAnswer) => void)[] = [];
  child.on('message', (message: unknown) => answers.shift()?.(serverAnswer.parse(message)));
  child.on('exit', (code) => {
    for (const answer of answers) answer({ done: 'failed', words: `the servers ended with ${code}` });
  });
  return {
    async ask(command, expected) {
      const answer = await new Promise<ServerAnswer>((resolve) => {
        answers.push(resolve);
        child.send(command);
      });
      if (isAnswer(answer, expected)) return answer;
      throw new Error(answer.done === 'failed' ? answer.words : `answered ${answer.done}`);
    },
    stop: () => child.disconnect(),
  };
}

function isAnswer<D extends Answered>(
  answer: ServerAnswer,
  expected: D,
): answer is Extract<ServerAnswer, { done: D }> {
  return answer.done === expected;
}
