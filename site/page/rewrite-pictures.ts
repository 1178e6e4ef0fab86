const PICTURE = /^<picture>\n([\s\S]*?)\n<\/picture>$/gm;
const DARK = /<source media="\(prefers-color-scheme: dark\)" srcset="([^"]+)">/;
const LIGHT = /<img alt="([^"]+)" src="([^"]+)"/;

/**
 * Rewrites the HTML by which GitHub shows a picture for each color scheme as two images of Markdown, of which
 * the site shows the one of the scheme that its reader chose.
 *
 * @throws Error for a picture without one of the two
 */
export function rewritePictures(text: string, path: string): string {
  return text.replace(PICTURE, (whole, body: string) => {
    const [, dark] = DARK.exec(body) ?? [];
    const [, alt, light] = LIGHT.exec(body) ?? [];
    if (dark === undefined || light === undefined) {
      throw new Error(
        `${path} has a picture without a <source> for dark and an <img> with alt and src for light: ${whole}`,
      );
    }
    return `![${alt}](${light}){.on-light} ![${alt}](${dark}){.on-dark}`;
  });
}
