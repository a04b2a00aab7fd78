// Oscar's editor for descriptions: on a page from right to left, its texts run so too. A module comes after
// Oscar's scripts and before they start it.
if (document.documentElement.dir === "rtl") window.tinymce?.overrideDefaults({ directionality: "rtl" });
