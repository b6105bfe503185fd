package dev.plumb.agent;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.Socket;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The line to the recorder. It changes class files, which takes a newer JDK than this one may be,
 * and its end is the end of the recording, however the recorder ended.
 *
 * <p>The agent sends a token and the process id, then questions: name and class file. The recorder
 * answers each with a length and the changed file, or length 0 for one that stays as it is. Length
 * −1 lets the program go.
 */
final class Connection {
  private static final int CONNECT_MILLIS = 5_000;

  /** A class is loaded late rather than never: beyond this it stays as it is. */
  private static final int ANSWER_SECONDS = 10;

  private static final int LARGEST_CLASS = 1 << 24;
  private static final int LET_GO = -1;

  private final Socket socket;
  private final DataInputStream in;
  private final DataOutputStream out;
  private final BlockingQueue<byte[]> answers = new ArrayBlockingQueue<>(1);
  private volatile boolean ended;

  private Connection(Socket socket) throws IOException {
    this.socket = socket;
    in = new DataInputStream(new BufferedInputStream(socket.getInputStream()));
    out = new DataOutputStream(new BufferedOutputStream(socket.getOutputStream()));
  }

  static Connection to(Settings settings) throws IOException {
    Socket socket = new Socket(Proxy.NO_PROXY); // of which the program may have one for all
    try {
      InetAddress loopback = InetAddress.getByAddress(new byte[] {127, 0, 0, 1});
      socket.connect(new InetSocketAddress(loopback, settings.port()), CONNECT_MILLIS);
      socket.setTcpNoDelay(true);
      Connection connection = new Connection(socket);
      connection.out.writeUTF(settings.token());
      connection.out.writeLong(ProcessHandle.current().pid());
      connection.out.flush();
      return connection;
    } catch (IOException e) {
      socket.close();
      throw e;
    }
  }

  /**
   * Begins to read answers.
   *
   * @param end what to do when the recorder is gone or lets go
   * @param abandoned what to do after {@code end} if it is gone
   */
  void listen(Runnable end, Runnable abandoned) {
    Thread reader = new Thread(() -> read(end, abandoned), "Plumb connection");
    reader.setDaemon(true);
    reader.start();
  }

  private void read(Runnable end, Runnable abandoned) {
    boolean released = false;
    try {
      while (true) {
        int length = in.readInt();
        if (length == LET_GO) {
          released = true;
          break;
        }
        if (length < 0 || length > LARGEST_CLASS) {
          break;
        }
        answers.put(in.readNBytes(length));
      }
    } catch (IOException e) {
      // The recorder is gone.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    ended = true;
    end.run();
    try {
      socket.close(); // tells the recorder that the last window is whole
    } catch (IOException e) {
      // Nothing is left to be written.
    }
    if (!released) {
      abandoned.run();
    }
  }

  /** The changed class file; null if the class stays as it is. */
  synchronized byte @Nullable [] changed(String name, byte[] file) {
    if (ended) {
      return null;
    }
    try {
      answers.clear(); // one that came too late
      out.writeUTF(name);
      out.writeInt(file.length);
      out.write(file);
      out.flush();
      byte[] answer = answers.poll(ANSWER_SECONDS, TimeUnit.SECONDS);
      return answer == null || answer.length == 0 ? null : answer;
    } catch (IOException e) {
      return null;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return null;
    }
  }
}
