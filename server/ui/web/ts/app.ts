// What pages gain by script. Every page works without any of it.
import { copy } from "./copy";
import { dialogs } from "./dialogs";
import { focus } from "./focus";
import { guard } from "./guard";
import { hotkeys } from "./hotkeys";
import { lists } from "./lists";
import { live } from "./live";
import { menus } from "./menus";
import { theme } from "./theme";
import { toasts } from "./toasts";

theme();
menus();
dialogs();
guard();
hotkeys();
copy();
live();
toasts();
lists();
focus();
