package dev.plumb.importers.csv;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plumb.trace.ProblemCode;
import dev.plumb.trace.Problems;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class CsvReaderTest {
  private final Problems problems = new Problems();

  private List<String> rows(String text) throws IOException {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    List<String> whole = rows(new ByteArrayInputStream(bytes), problems);
    List<String> single = rows(new Trickle(bytes), new Problems());
    assertThat(single).isEqualTo(whole);
    return whole;
  }

  private static List<String> rows(InputStream in, Problems problems) throws IOException {
    CsvReader reader = new CsvReader(in, problems);
    List<String> rows = new ArrayList<>();
    while (reader.next()) {
      StringBuilder row = new StringBuilder().append(reader.offset()).append(':');
      for (int i = 0; i < reader.size(); i++) {
        row.append('[').append(reader.string(i)).append(']');
      }
      rows.add(row.toString());
    }
    return rows;
  }

  /** Gives one byte at a time. */
  private static final class Trickle extends ByteArrayInputStream {
    Trickle(byte[] bytes) {
      super(bytes);
    }

    @Override
    public synchronized int read(byte[] into, int offset, int length) {
      return super.read(into, offset, Math.min(1, length));
    }
  }

  @Test
  void quotesSeparatorsAndLineEnds() throws IOException {
    assertThat(rows("\uFEFFa,b\r\n1,\"x, \"\"y\"\"\nz\"\n\n,\nlast"))
        .containsExactly("3:[a][b]", "8:[1][x, \"y\"\nz]", "24:[][]", "26:[last]");
    assertThat(problems.list()).isEmpty();
  }

  @Test
  void aQuoteInsideAFieldIsAnOrdinaryCharacter() throws IOException {
    assertThat(rows("a \"b\" c,d\n")).containsExactly("0:[a \"b\" c][d]");
  }

  @Test
  void aQuoteThatNeverEndsIsTruncation() throws IOException {
    assertThat(rows("a,b\n1,\"x")).containsExactly("0:[a][b]", "4:[1][x]");
    assertThat(problems.count(ProblemCode.TEXT_TRUNCATED)).isEqualTo(1);
  }

  @Test
  void raggedRowsAreCountedAndRead() throws IOException {
    CsvReader reader =
        new CsvReader(
            new ByteArrayInputStream("x, y \n1\n1,2,3\n1,2\n".getBytes(StandardCharsets.UTF_8)),
            problems);
    assertThat(reader.readHead()).containsExactly("x", "y");
    assertThat(reader.column("z", "y")).isEqualTo(1);
    assertThat(reader.column("z")).isEqualTo(-1);
    assertThat(reader.next()).isTrue();
    assertThat(reader.isEmpty(1)).isTrue();
    assertThat(reader.integer(1, -7)).isEqualTo(-7);
    assertThat(reader.next()).isTrue();
    assertThat(reader.integer(1, -7)).isEqualTo(2);
    assertThat(reader.next()).isTrue();
    assertThat(reader.next()).isFalse();
    assertThat(problems.count(ProblemCode.ROW_RAGGED)).isEqualTo(2);
  }

  @Test
  void aGiganticFieldIsCut() throws IOException {
    CsvReader reader =
        new CsvReader(
            new ByteArrayInputStream(
                ("a," + "x".repeat(9_000_000)).getBytes(StandardCharsets.UTF_8)),
            problems);
    assertThat(reader.next()).isTrue();
    assertThat(reader.string(1).length()).isLessThan(5_000_000);
    assertThat(problems.count(ProblemCode.TEXT_CUT)).isEqualTo(1);
  }

  @Test
  void numbersAreReadToTheLastDigit() {
    assertThat(scaled("1699529623106760.761 \t", 3)).isEqualTo(1699529623106760761L);
    assertThat(scaled("-12.5", 0)).isEqualTo(-12);
    assertThat(scaled("+13.5", 0)).isEqualTo(14);
    assertThat(scaled("0.0005", 3)).isEqualTo(0);
    assertThat(scaled("9223372036854775807", 0)).isEqualTo(Long.MAX_VALUE);
    assertThat(scaled("9223372036854775808", 0)).isEqualTo(-1);
    assertThat(scaled("1.5E3", 0)).isEqualTo(1500);
    assertThat(scaled("1E-999999999", 0)).isEqualTo(0);
    assertThat(scaled("1E999999999", 0)).isEqualTo(-1);
    for (String no : new String[] {"", ".", "-", "1..2", "N/A", "0x10", "1 2", "1-", "1e"}) {
      assertThat(scaled(no, 3)).as(no).isEqualTo(-1);
    }
  }

  private static long scaled(String number, int power) {
    byte[] text = number.getBytes(StandardCharsets.UTF_8);
    return Decimals.scaled(text, 0, text.length, power, -1);
  }

  @Test
  void noInputThrows() throws IOException {
    for (int seed = 0; seed < 3000; seed++) {
      Random random = new Random(seed);
      StringBuilder text = new StringBuilder();
      for (int i = random.nextInt(60); i > 0; i--) {
        text.append("\",\n\r\uFEFFa1.".charAt(random.nextInt(8)));
      }
      rows(text.toString());
    }
  }
}
