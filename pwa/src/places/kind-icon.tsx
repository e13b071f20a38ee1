import { PlaceKind } from "../schemas/wire";
import { type Icon, IconPin, icon } from "../ui/icons";

const ICONS: Readonly<Record<PlaceKind, Icon>> = {
  [PlaceKind.BATH]: icon(
    "M4 12h16l-1 6a3 3 0 0 1-3 2H8a3 3 0 0 1-3-2zM8 3c-2 2 2 3 0 5M12 3c-2 2 2 3 0 5M16 3c-2 2 2 3 0 5",
  ),
  [PlaceKind.MUSEUM]: icon("M3 9l9-6 9 6zM5 9v9M10 9v9M14 9v9M19 9v9M3 21h18"),
  [PlaceKind.LODGING]: icon(
    "M3 6v13M3 16h18v3M21 16v-3a3 3 0 0 0-3-3h-7v6M7 9.500a1.500 1.500 0 1 1 0 3 1.500 1.500 0 0 1 0-3z",
  ),
  [PlaceKind.HALL]: icon("M3 11l9-7 9 7M5 10v10h14V10M9 20v-6h6v6"),
  [PlaceKind.SHOP]: icon(
    "M4 9l1-5h14l1 5M4 9a2.700 2.700 0 0 0 5.300 0 2.700 2.700 0 0 0 5.400 0 2.700 2.700 0 0 0 5.300 0M5 12v8h14v-8",
  ),
  [PlaceKind.OUTDOORS]: icon("M12 3l5 7h-3l4 6H6l4-6H7zM12 16v5"),
  [PlaceKind.SHELTER]: icon("M3 12l9-8 9 8M6 10v10h12V10M12 12v5M9.500 14.500h5"),
  [PlaceKind.OTHER]: IconPin,
};

/** What kind of place; the words stand beside it. */
export function KindIcon({ kind }: { kind: PlaceKind }) {
  const Shown = ICONS[kind] ?? IconPin;
  return (
    <span class="kind-icon">
      <Shown size={28} />
    </span>
  );
}
