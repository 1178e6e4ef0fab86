import { MantineProvider } from "@mantine/core";
import type { ReactNode } from "react";

/** The whole page. */
export function App(): ReactNode {
  return (
    <MantineProvider defaultColorScheme="auto">
      <h1>Mortise inspector</h1>
    </MantineProvider>
  );
}
