import { MantineProvider } from "@mantine/core";
import type { ReactNode } from "react";
import { AddressProvider } from "../address/use-address.tsx";
import { PaneProvider } from "../layout/pane.tsx";
import { THEME } from "../look/theme.ts";
import { FaultBoundary } from "../part/fault-boundary.tsx";
import type { Inspector } from "../state/inspector.tsx";
import { InspectorProvider } from "../state/inspector.tsx";
import { WireProvider } from "../wire/wire-context.tsx";
import { Shell } from "./shell.tsx";

/** The whole page. */
export function App(props: { readonly base: string; readonly inspector: Inspector }): ReactNode {
  return (
    <MantineProvider
      defaultColorScheme="auto"
      theme={THEME}
      withCssVariables={false}
      withGlobalClasses={false}
    >
      <AddressProvider base={props.base}>
        <InspectorProvider inspector={props.inspector}>
          <PaneProvider>
            <WireProvider>
              <FaultBoundary part="The page">
                <Shell />
              </FaultBoundary>
            </WireProvider>
          </PaneProvider>
        </InspectorProvider>
      </AddressProvider>
    </MantineProvider>
  );
}
