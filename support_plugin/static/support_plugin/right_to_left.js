// What a turned style sheet can't do. A module in <head> runs after Oscar's scripts and before they start.
const OTHER = { start: "end", end: "start", left: "right", right: "left" };

// Bootstrap 4 lets Popper put a menu's left edge below the button's, whatever the direction.
const dropdown = window.jQuery?.fn.dropdown?.Constructor.prototype;
const placement = dropdown?._getPlacement;
if (placement) {
  dropdown._getPlacement = function () {
    return placement.call(this).replace(/start|end|left|right/g, (side) => OTHER[side]);
  };
}

// The texts in Oscar's editor of descriptions.
window.tinymce?.overrideDefaults({ directionality: "rtl" });
