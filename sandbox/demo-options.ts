import { parseArgs } from 'node:util';
import { z } from 'zod';
import { describeIssues, ProductError } from '../src/errors.ts';
import { isPersonality, type SisPersonalityName, sisPersonalities } from './sis/personalities.ts';

const port = z.coerce.number().int().min(0).max(65535);
const environmentSchema = z.object({
  PORT: port.default(3000),
  SANDBOX_CANVAS_PORT: port.default(3100),
  SANDBOX_SIS_PORT: port.default(3200),
  DATA_DIR: z.string().min(1).optional(),
  MONGODB_URL: z.string().startsWith('mongodb').optional(),
});

/** How to run the demo. Port 0: any free port. */
export interface DemoOptions {
  /** False: Canvas and the SIS without the tool, which somebody installs. */
  readonly withTool: boolean;
  readonly toolPort: number;
  readonly canvasPort: number;
  readonly sisPort: number;
  readonly dataDir: string;
  readonly mongoDbUrl: string | undefined;
  /** A district's own OneRoster 1.1 CSV export; null: the invented school. */
  readonly onerosterDir: string | null;
  /** A Canvas gradebook in the Ed-Fi LMS Toolkit's CSV form. */
  readonly gradebookDir: string | null;
  /** The OneRoster version that the tool speaks with the sandbox SIS. */
  readonly version: '1.1' | '1.2';
  /** The SIS that the sandbox SIS behaves like; null: as the specification says. */
  readonly sis: SisPersonalityName | null;
}

/** @throws ProductError `settings_invalid`; its detail says what is wrong */
export function readDemoOptions(
  args: readonly string[],
  environment: Readonly<Record<string, string | undefined>>,
): DemoOptions {
  const parsed = environmentSchema.safeParse(environment);
  if (!parsed.success) throw invalid(describeIssues(parsed.error.issues, 'message'));
  const { oneroster = null, gradebook = null, sis = null, ...flags } = readArguments(args);
  const withTool = !flags['without-tool'];
  if (gradebook !== null && oneroster === null) throw invalid('--gradebook needs --oneroster beside it');
  if (sis !== null && !isPersonality(sis)) {
    throw invalid(`--sis is one of ${Object.keys(sisPersonalities).join(', ')}`);
  }
  const version = flags.version ?? (sis === null ? '1.2' : sisPersonalities[sis].version);
  if (version !== '1.1' && version !== '1.2') throw invalid('--version is 1.1 or 1.2');
  if (sis !== null && version !== sisPersonalities[sis].version) {
    throw invalid(`--sis ${sis} speaks OneRoster ${sisPersonalities[sis].version}`);
  }
  return {
    withTool,
    toolPort: parsed.data.PORT,
    canvasPort: parsed.data.SANDBOX_CANVAS_PORT,
    sisPort: parsed.data.SANDBOX_SIS_PORT,
    // Separate from the tool's data folder, which its MongoDB locks.
    dataDir: parsed.data.DATA_DIR ?? (withTool ? 'data' : 'data/sandbox'),
    mongoDbUrl: parsed.data.MONGODB_URL,
    onerosterDir: oneroster,
    gradebookDir: gradebook,
    version,
    sis,
  };
}

function readArguments(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      options: {
        oneroster: { type: 'string' },
        gradebook: { type: 'string' },
        'without-tool': { type: 'boolean', default: false },
        version: { type: 'string' },
        sis: { type: 'string' },
      },
    }).values;
  } catch (cause) {
    throw invalid(cause instanceof Error ? cause.message : String(cause));
  }
}

function invalid(detail: string): ProductError {
  return new ProductError('settings_invalid', { detail, next: 'fix' });
}
