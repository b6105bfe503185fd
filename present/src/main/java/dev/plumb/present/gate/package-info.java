/** What a gate decided, as CI systems want it: Markdown, JUnit XML, SARIF, JSON. */
@NullMarked
package dev.plumb.present.gate;

import org.jspecify.annotations.NullMarked;
