import { type programs, startProgram } from './start-program.ts';

/** One start of the product on a running MongoDB. */
export interface ColdStart {
  /** From spawning the process to its first good answer of `/healthz`, in milliseconds. */
  readonly ms: number;
  /** Processor time used by then, in milliseconds: what `ms` would be on an idle machine. */
  readonly cpuMs: number;
  /** Resident memory half a second later, in MiB. */
  readonly rssMiB: number;
}

const settleMs = 500;

/**
 * Starts the product once, measures, and stops it. The first start on a database also creates its collections
 * and indexes, which is the engine's time.
 */
export async function measureColdStart(mongoUri: string, program: keyof typeof programs): Promise<ColdStart> {
  const startedAt = performance.now();
  const running = await startProgram(mongoUri, program);
  try {
    const ms = performance.now() - startedAt;
    const cpuMs = running.readCpuMs();
    await new Promise((resolve) => setTimeout(resolve, settleMs));
    return { ms, cpuMs, rssMiB: running.readRssMiB() };
  } finally {
    await running.stop();
  }
}
