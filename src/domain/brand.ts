import { z } from 'zod';

const colour = z
  .string()
  .regex(/^#[0-9a-f]{6}$/)
  .exactOptional();

/** The colours of a Canvas theme that pages may take up, each as `#rrggbb` in lower case. */
export const brandSchema = z
  .object({
    /** `ic-brand-primary` */
    primary: colour,
    /** `ic-link-color` */
    link: colour,
    /** `ic-brand-button--primary-bgd` */
    button: colour,
    /** `ic-brand-button--primary-text` */
    buttonText: colour,
  })
  .readonly();
export type Brand = z.infer<typeof brandSchema>;
