/** The size of a terminal that names none, such as that of `docker exec -t`: it has 0 columns. */
const SIZE: Readonly<Record<string | symbol, number>> = { columns: 80, rows: 24 };

/** Returns the terminal, with a size if it has none: prompts would put each character on a line. */
export function toSizedScreen(screen: NodeJS.WritableStream): NodeJS.WriteStream {
  const terminal = screen as NodeJS.WriteStream;
  if (terminal.columns !== 0 && terminal.rows !== 0) return terminal;
  return new Proxy(terminal, {
    get: (target, name) => {
      const value: unknown = Reflect.get(target, name);
      if (Object.hasOwn(SIZE, name)) return value || SIZE[name];
      return typeof value === "function" ? value.bind(target) : value;
    },
  });
}
