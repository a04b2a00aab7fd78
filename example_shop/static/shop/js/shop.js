// What the storefront's pages need from a script. Every page works without it, only less smoothly.
import { startBasket } from "./basket.js";
import { startForms } from "./forms.js";
import { startGallery } from "./gallery.js";
import { startGateway } from "./gateway.js";
import { startMenus } from "./menus.js";

document.documentElement.classList.replace("no-js", "js");
startMenus();
startForms();
startBasket();
startGallery();
startGateway();
