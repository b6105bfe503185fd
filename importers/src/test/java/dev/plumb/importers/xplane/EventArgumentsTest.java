package dev.plumb.importers.xplane;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plumb.importers.ImportSession;
import dev.plumb.trace.Problem;
import dev.plumb.trace.ProblemCode;
import dev.plumb.trace.Problems;
import dev.plumb.trace.SliceTable;
import dev.plumb.trace.Trace;
import dev.plumb.trace.TraceBuilder;
import dev.plumb.trace.io.ProtoWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Arguments are known again by their bytes: what that must never mix up. */
class EventArgumentsTest {
  private static final int SIGNED = 4;
  private static final int TEXT = 5;

  @TempDir Path folder;

  private final ProtoWriter line = new ProtoWriter().number(1, 7).text(2, "Stream #7(Compute)");
  private int events;

  /** An event of type 1; {@code stats} are its fields 4 as they are. */
  private void event(ProtoWriter... stats) {
    ProtoWriter event = new ProtoWriter().number(1, 1).number(2, 1000L * events++).number(3, 1000);
    for (ProtoWriter stat : stats) {
      event.message(4, stat);
    }
    line.message(4, event);
  }

  private static ProtoWriter correlation(long id) {
    return new ProtoWriter().number(1, 1).number(SIGNED, id);
  }

  private static ProtoWriter group(long id) {
    return new ProtoWriter().number(1, 2).number(SIGNED, id);
  }

  private static ProtoWriter argument(String value) {
    return new ProtoWriter().number(1, 3).text(TEXT, value);
  }

  private Trace read() throws IOException {
    ProtoWriter plane = new ProtoWriter().text(2, "/device:GPU:0").message(3, line);
    plane.message(
        4,
        new ProtoWriter().number(1, 1).message(2, new ProtoWriter().number(1, 1).text(2, "gemm")));
    List<String> names = List.of("correlation_id", "group_id", "kernel_details");
    for (int id = 1; id <= names.size(); id++) {
      ProtoWriter name = new ProtoWriter().number(1, id).text(2, names.get(id - 1));
      plane.message(5, new ProtoWriter().number(1, id).message(2, name));
    }
    Path file = Files.write(folder.resolve("input"), new ProtoWriter().message(1, plane).toBytes());
    TraceBuilder builder = new TraceBuilder("input", "xplane", new Problems());
    ImportSession session = new XPlaneImporter().open(builder);
    session.acceptFile(file);
    session.finish();
    return builder.seal();
  }

  /** Correlation, external id and arguments of each event. */
  private static List<String> rows(Trace trace) {
    SliceTable slices = trace.slices();
    List<String> rows = new ArrayList<>();
    for (int row = 0; row < slices.size(); row++) {
      int args = slices.argsId(row);
      rows.add(
          trace.deviceWork().correlation(slices.detail(row))
              + " "
              + trace.deviceWork().externalId(slices.detail(row))
              + " "
              + (args < 0 ? "" : trace.args().get(args)));
    }
    return rows;
  }

  private static long broken(Trace trace) {
    return trace.problems().stream()
        .filter(p -> p.code() == ProblemCode.EVENT_BROKEN)
        .mapToLong(Problem::count)
        .sum();
  }

  @Test
  void columnsAreReadWhereverTheyStandAmongTheArguments() throws IOException {
    event(correlation(5), argument("a"), group(8));
    event(correlation(6), argument("a"), group(9));
    event(argument("a"), correlation(7), group(9));
    event(group(8), correlation(8), argument("a"));
    event(group(8), correlation(9), argument("b"));
    event(group(8), correlation(10), argument("a"));
    Trace trace = read();
    assertThat(rows(trace))
        .containsExactly(
            "5 9 \"kernel_details\":\"a\"",
            "6 10 \"kernel_details\":\"a\"",
            "7 10 \"kernel_details\":\"a\"",
            "8 9 \"kernel_details\":\"a\"",
            "9 9 \"kernel_details\":\"b\"",
            "10 9 \"kernel_details\":\"a\"");
    assertThat(trace.problems()).isEmpty();
  }

  @Test
  void argumentsOfOneLengthAreToldApart() throws IOException {
    String longText = "x".repeat(300);
    for (String end : List.of("1", "2", "1", "3")) {
      event(argument(longText + end), argument("abcdefg" + end));
    }
    assertThat(rows(read()).stream().map(row -> row.replaceAll("x+", "x").split(" ")[2]))
        .containsExactly(
            "\"kernel_details\":\"x1\",\"kernel_details\":\"abcdefg1\"",
            "\"kernel_details\":\"x2\",\"kernel_details\":\"abcdefg2\"",
            "\"kernel_details\":\"x1\",\"kernel_details\":\"abcdefg1\"",
            "\"kernel_details\":\"x3\",\"kernel_details\":\"abcdefg3\"");
  }

  @Test
  void aBrokenArgumentIsCountedForEachEventThatHasIt() throws IOException {
    byte[] cut = {1 << 3, 3, TEXT << 3 | 2, 9, 'b'};
    for (int i = 0; i < 3; i++) {
      event(correlation(i), argument("a"), new ProtoWriter().fields(cut));
    }
    event(correlation(3), argument("a"));
    Trace trace = read();
    assertThat(broken(trace)).isEqualTo(3);
    assertThat(rows(trace)).hasSize(4).allMatch(row -> row.endsWith(" \"kernel_details\":\"a\""));
  }

  @Test
  void aBrokenColumnIsCountedAndTheEventKept() throws IOException {
    event(
        new ProtoWriter().number(1, 1).fields(new byte[] {SIGNED << 3, (byte) 0x80}),
        argument("a"));
    Trace trace = read();
    assertThat(broken(trace)).isOne();
    assertThat(rows(trace)).singleElement().asString().endsWith(" \"kernel_details\":\"a\"");
  }

  @Test
  void whatIsNamedLikeAColumnButIsNoNumberIsAnArgument() throws IOException {
    event(new ProtoWriter().number(1, 1).text(TEXT, "seven"), group(8));
    assertThat(rows(read())).containsExactly(Long.MIN_VALUE + " 9 \"correlation_id\":\"seven\"");
  }

  @Test
  void aNumberInTheFieldOfATextIsNoText() throws IOException {
    event(new ProtoWriter().number(1, 3).number(TEXT, 4000));
    event(new ProtoWriter().number(1, 3).number(6, 4000));
    event(new ProtoWriter().number(1, 1).number(TEXT, 4000));
    assertThat(rows(read())).hasSize(3).allMatch(row -> row.endsWith(" "));
  }

  @Test
  void anIdOfManyBytesOrBehindItsValueIsFoundAllTheSame() throws IOException {
    byte[] longId = {1 << 3, (byte) 0x81, (byte) 0x80, (byte) 0x80, 0, SIGNED << 3, 5};
    event(
        new ProtoWriter().fields(longId),
        new ProtoWriter().number(SIGNED, 8).number(1, 2),
        argument("a"));
    assertThat(rows(read())).containsExactly("5 9 \"kernel_details\":\"a\"");
  }
}
