/* Run only by browsers without modules: they get the wall that is made for them. */
location.replace("/wall/basic");
