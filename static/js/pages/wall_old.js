/* Run only by browsers without modules: they get the wall that is made for them. */
location.replace((document.documentElement.getAttribute("data-base") || "") + "/wall/basic");
