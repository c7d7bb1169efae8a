import { z } from 'zod';
import type { AgsLineItem, AgsResult } from '../domain/course.ts';
import { parseAnswer } from './parse-answer.ts';

/** One of the tool's own line items (`line_items_controller.rb`); its `id` is its URL. */
const lineItemSchema = z.object({ id: z.url(), label: z.string(), scoreMaximum: z.number() });

/** `results_controller.rb` */
const resultSchema = z.object({
  userId: z.string().min(1),
  resultScore: z.number().nullish(),
  resultMaximum: z.number().nullish(),
});

/** @throws ProductError `canvas_unexpected` */
export function parseLineItems(rows: readonly unknown[]): readonly AgsLineItem[] {
  return parseAnswer(z.array(lineItemSchema), rows, 'line items').map((row) => ({
    url: row.id,
    label: row.label,
    maximum: row.scoreMaximum,
  }));
}

/**
 * The results of one line item, scaled to its maximum: a result may have a different one.
 * @throws ProductError `canvas_unexpected`
 */
export function parseResults(rows: readonly unknown[], lineItem: AgsLineItem): readonly AgsResult[] {
  return parseAnswer(z.array(resultSchema), rows, 'results').map((row) => {
    const maximum = row.resultMaximum ?? lineItem.maximum;
    const score = row.resultScore ?? null;
    const asIs = score === null || maximum === lineItem.maximum || maximum <= 0;
    return { ltiUserId: row.userId, score: asIs ? score : (score / maximum) * lineItem.maximum };
  });
}
