// Stands in for @rc-component/util's dynamicCSS: styles that antd makes while running become constructed style
// sheets, which a strict content security policy allows (`style-src 'self'`), instead of <style> elements.

interface Options {
  prepend?: boolean | 'queue';
  priority?: number;
  attachTo?: Element;
}

interface Entry {
  key: string;
  order: number;
  css: string;
  sheet: CSSStyleSheet;
  node: HTMLStyleElement; // never attached: callers only set attributes on it
}

const entries: Entry[] = [];
let unnamed = 0;

function orderOf({ prepend, priority = 0 }: Options): number {
  if (prepend === 'queue') return priority;
  return prepend ? -1e6 : 1e6;
}

export function updateCSS(css: string, key: string, options: Options = {}): HTMLStyleElement {
  const known = entries.find((entry) => entry.key === key);
  if (known) {
    if (known.css !== css) known.sheet.replaceSync(css);
    known.css = css;
    return known.node;
  }
  const entry: Entry = {
    key,
    order: orderOf(options),
    css,
    sheet: new CSSStyleSheet(),
    node: document.createElement('style'),
  };
  entry.sheet.replaceSync(css);
  const after = entries.findIndex((other) => other.order > entry.order);
  const place = after < 0 ? entries.length : after;
  entries.splice(place, 0, entry);
  document.adoptedStyleSheets.splice(place, 0, entry.sheet);
  return entry.node;
}

export function injectCSS(css: string, options: Options = {}): HTMLStyleElement {
  unnamed += 1;
  return updateCSS(css, `unnamed-${unnamed}`, options);
}

export function removeCSS(key: string): void {
  const place = entries.findIndex((entry) => entry.key === key);
  if (place < 0) return;
  entries.splice(place, 1);
  document.adoptedStyleSheets.splice(place, 1);
}

export function clearContainerCache(): void {}
