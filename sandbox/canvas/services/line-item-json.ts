import type { LineItem } from '../school/records/line-item.ts';

export const lineItemType = 'application/vnd.ims.lis.v2.lineitem+json';
export const lineItemsType = 'application/vnd.ims.lis.v2.lineitemcontainer+json';

export const lineItemUrl = (publicUrl: string, item: LineItem): string =>
  `${publicUrl}/api/lti/courses/${item.courseId}/line_items/${item.id}`;

/** A line item as AGS shows it, without nulls (CF6). */
export function toLineItemJson(publicUrl: string, item: LineItem): Readonly<Record<string, unknown>> {
  return {
    id: lineItemUrl(publicUrl, item),
    scoreMaximum: item.scoreMaximum,
    label: item.label,
    ...(item.tag === null ? {} : { tag: item.tag }),
    ...(item.resourceId === null ? {} : { resourceId: item.resourceId }),
    ...(item.resourceLinkId === null ? {} : { resourceLinkId: item.resourceLinkId }),
    ...(item.submissionType === null
      ? {}
      : { 'https://canvas.instructure.com/lti/submission_type': item.submissionType }),
  };
}
