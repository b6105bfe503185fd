package dev.plumb.record.jvm;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Answers the agents of a recording, on the loopback address: changes their classes, and by the end
 * of its connections they learn that the recording is over. The protocol stands in the agent's
 * {@code Connection}.
 */
final class AgentServer implements AutoCloseable {
  private static final int LARGEST_CLASS = 1 << 24;
  private static final int LET_GO = -1;

  private final OperatorWrapper wrapper;
  private final ServerSocket server;
  private final String token = HexFormat.of().formatHex(randomBytes());
  private final List<Agent> agents = new ArrayList<>();

  private volatile boolean hasOperators;

  /** Classes that could not be changed, and why. */
  private final List<String> failures = new ArrayList<>();

  AgentServer(OperatorNames names) throws IOException {
    wrapper = new OperatorWrapper(names);
    server = new ServerSocket(0, 0, InetAddress.getByAddress(new byte[] {127, 0, 0, 1}));
    Thread.ofVirtual().name("agents").start(this::accept);
  }

  private static byte[] randomBytes() {
    byte[] bytes = new byte[16];
    new SecureRandom().nextBytes(bytes);
    return bytes;
  }

  int port() {
    return server.getLocalPort();
  }

  /** What an agent must say first: other users of the machine can connect too. */
  String token() {
    return token;
  }

  /** A recorded JVM. */
  private static final class Agent {
    final Socket socket;
    final DataOutputStream out;
    volatile long pid;

    Agent(Socket socket) throws IOException {
      this.socket = socket;
      out = new DataOutputStream(new BufferedOutputStream(socket.getOutputStream()));
    }

    synchronized void answer(byte @Nullable [] file) throws IOException {
      out.writeInt(file == null ? 0 : file.length);
      if (file != null) {
        out.write(file);
      }
      out.flush();
    }

    synchronized void letGo() throws IOException {
      out.writeInt(LET_GO);
      out.flush();
    }
  }

  private void accept() {
    while (true) {
      try {
        Socket socket = server.accept();
        Thread.ofVirtual().name("agent").start(() -> serve(socket));
      } catch (IOException e) {
        return; // closed
      }
    }
  }

  private void serve(Socket socket) {
    Agent agent = null;
    try (socket) {
      socket.setTcpNoDelay(true);
      DataInputStream in = new DataInputStream(new BufferedInputStream(socket.getInputStream()));
      if (!in.readUTF().equals(token)) {
        return;
      }
      agent = new Agent(socket);
      agent.pid = in.readLong();
      synchronized (agents) {
        agents.add(agent);
      }
      while (true) {
        String name = in.readUTF();
        int length = in.readInt();
        if (length < 0 || length > LARGEST_CLASS) {
          return;
        }
        agent.answer(changed(name, in.readNBytes(length)));
      }
    } catch (IOException e) {
      // The program has ended, or the last window after letting go is whole.
    } finally {
      if (agent != null) {
        synchronized (agents) {
          agents.remove(agent);
          agents.notifyAll();
        }
      }
    }
  }

  private byte @Nullable [] changed(String name, byte[] file) {
    OperatorClass operators = OperatorClass.of(name);
    if (operators == null) {
      return null;
    }
    try {
      byte[] changed = wrapper.wrap(operators, file);
      hasOperators |= changed != null;
      return changed;
    } catch (IllegalArgumentException | IllegalStateException e) {
      synchronized (failures) {
        failures.add(name + ": " + e.getMessage());
      }
      return null;
    }
  }

  /** Whether any JVM has a class of operators, which are counted then. */
  boolean hasOperators() {
    return hasOperators;
  }

  /** Classes that could not be changed since the last call, and why. */
  List<String> failures() {
    synchronized (failures) {
      List<String> taken = List.copyOf(failures);
      failures.clear();
      return taken;
    }
  }

  /** Processes that are connected now. */
  List<Long> connected() {
    synchronized (agents) {
      return agents.stream().map(agent -> agent.pid).toList();
    }
  }

  /** Lets all programs go and waits until they have ended their windows. */
  void letGo(long atMostMillis) {
    synchronized (agents) {
      for (Agent each : agents) {
        try {
          each.letGo();
        } catch (IOException e) {
          // It has just ended.
        }
      }
      long end = System.nanoTime() + atMostMillis * 1_000_000;
      try {
        long left;
        while (!agents.isEmpty() && (left = (end - System.nanoTime()) / 1_000_000) > 0) {
          agents.wait(left);
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }

  @Override
  public void close() {
    try {
      server.close();
    } catch (IOException e) {
      // No one can connect any more, which is all that was wanted.
    }
    synchronized (agents) {
      for (Agent each : agents) {
        try {
          each.socket.close();
        } catch (IOException e) {
          // As above.
        }
      }
    }
  }
}
