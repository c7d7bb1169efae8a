/** A theme of the Theme Editor. */
export interface Theme {
  readonly name: string;
  /** Canvas's names (`app/stylesheets/brandable_variables.json`). */
  readonly variables: Readonly<Record<string, string>>;
}

const buildTheme = (name: string, primary: string, buttonText = '#FFFFFF'): Theme => ({
  name,
  variables: {
    'ic-brand-primary': primary,
    'ic-brand-font-color-dark': '#2D3B45',
    'ic-link-color': primary,
    'ic-brand-button--primary-bgd': primary,
    'ic-brand-button--primary-text': buttonText,
    'ic-brand-global-nav-bgd': primary,
    'ic-brand-header-image': '/dist/images/canvas_logomark_only@2x.png',
  },
});

/** Themes to choose from; absent: Canvas's own colours. */
export const themes = {
  forest: buildTheme('Forest', '#1B6B3A'),
  plum: buildTheme('Plum', '#7B2D5B'),
  /** Too light for text and buttons. */
  sunshine: buildTheme('Sunshine', '#FFC20E', '#2D3B45'),
} as const satisfies Record<string, Theme>;
export type ThemeName = keyof typeof themes;

export const isThemeName = (name: string | undefined): name is ThemeName =>
  name !== undefined && Object.hasOwn(themes, name);
