/**
 * Mocha's `spec` reporter for `run-tests.mjs`: it also writes the counts, what failed and how long each file took, hooks
 * included, to the file of `--reporter-option to=…`.
 */
import { writeFileSync } from 'node:fs';
import { relative } from 'node:path';
import Mocha from 'mocha';

const { EVENT_RUN_END, EVENT_SUITE_BEGIN, EVENT_SUITE_END, EVENT_TEST_FAIL } = Mocha.Runner.constants;

export default class ResultsReporter extends Mocha.reporters.Spec {
  constructor(runner, options) {
    super(runner, options);
    const durations = {};
    let startedAt = 0;
    const isOutermost = (suite) => suite.parent?.root === true;
    runner.on(EVENT_SUITE_BEGIN, (suite) => {
      if (isOutermost(suite)) startedAt = performance.now();
    });
    runner.on(EVENT_SUITE_END, (suite) => {
      if (!isOutermost(suite)) return;
      const file = relative('.', suite.file);
      durations[file] = Math.round((durations[file] ?? 0) + performance.now() - startedAt);
    });
    const failed = [];
    runner.on(EVENT_TEST_FAIL, (test, error) => {
      failed.push({
        file: relative('.', test.file ?? ''),
        title: test.fullTitle(),
        stack: error.stack ?? String(error),
      });
    });
    runner.once(EVENT_RUN_END, () => {
      const { passes, failures, pending } = this.stats;
      const results = { counts: { passes, failures, pending }, failed, durations };
      writeFileSync(options.reporterOptions.to, JSON.stringify(results));
    });
  }
}
