package dev.plumb.cli;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Bytes as people write them: 500000, 64K, 8G, 8GiB. */
final class Size implements ITypeConverter<Long> {
  private static final Pattern SIZE = Pattern.compile("(\\d{1,19})(?:([KMGT])(?:I?B)?)?");

  @Override
  public Long convert(String text) {
    Matcher size = SIZE.matcher(text.toUpperCase(Locale.ROOT));
    try {
      if (size.matches()) {
        int power = size.group(2) == null ? 0 : "KMGT".indexOf(size.group(2)) + 1;
        return Math.multiplyExact(Long.parseLong(size.group(1)), 1L << 10 * power);
      }
    } catch (ArithmeticException | NumberFormatException e) {
      // told as any other text that is no size
    }
    throw new TypeConversionException("'" + text + "' is no size such as 500000, 64M or 8G");
  }
}
