// Declares the parts of Bun and Deno that the servers of this folder use, so that they are type-checked without the
// runtimes.

declare namespace Bun {
  function serve(options: {
    readonly port: number;
    readonly hostname: string;
    readonly idleTimeout: number;
    readonly fetch: (request: Request) => Promise<Response>;
  }): { readonly port: number };
}

declare namespace Deno {
  function serve(options: {
    readonly port: number;
    readonly hostname: string;
    readonly onListen: (address: { readonly port: number }) => void;
    readonly handler: (request: Request) => Promise<Response>;
  }): unknown;
}
