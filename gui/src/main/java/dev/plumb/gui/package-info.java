/**
 * The page that {@code plumb view} serves and that {@code plumb report --html} embeds. It is
 * written in TypeScript under {@code src/main/web} and bundled by the build; this package is where
 * the bundles lie.
 */
@NullMarked
package dev.plumb.gui;

import org.jspecify.annotations.NullMarked;
