/** What host threads do while devices work or wait: shared by analyses, none by itself. */
@NullMarked
package dev.plumb.explain.host;

import org.jspecify.annotations.NullMarked;
