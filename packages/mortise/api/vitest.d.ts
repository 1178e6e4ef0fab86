// The public declarations of mortise/vitest. `npx vitest run scripts -u` writes this file.

// Mentioned above, and not exported.

declare module "vitest" {
  interface Matchers<R extends void | Promise<void> = void | Promise<void>, T = unknown> extends MortiseMatchers<R> {}
}
