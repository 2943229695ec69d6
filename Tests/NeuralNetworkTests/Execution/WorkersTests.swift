import Foundation
import Synchronization
import Testing

@testable import NeuralNetwork

@Suite struct WorkersTests {
    @Test(arguments: [1, 2, 5], [0, 1, 8, 9, 100])
    func eachRowIsProcessedOnceWithoutSharedWorkers(threads: Int, rows: Int) {
        let done = Mutex([Int](repeating: 0, count: rows))
        let busy = Mutex(Set<Int>())
        Workers(count: threads).shards(of: rows) { shard, range, worker in
            #expect(busy.withLock { $0.insert(worker).inserted })
            #expect(0..<threads ~= worker)
            #expect(range.lowerBound == shard * Workers.shardRows)
            done.withLock { for row in range { $0[row] += 1 } }
            busy.withLock { _ = $0.remove(worker) }
        }
        #expect(done.withLock { $0.allSatisfy { $0 == 1 } })
    }

    /// Ten thousand small jobs, with pauses in which threads fall asleep.
    @Test func jobsAreCompletedExactlyOnce() {
        let workers = Workers(count: 4)
        var sums = [Int](repeating: 0, count: 40)
        for job in 0..<10_000 {
            let pieces = 1 + job % 40
            sums.withUnsafeMutableBufferPointer { sums in
                // Each piece writes to memory of its own, without locks, so an incomplete job shows as missing values.
                nonisolated(unsafe) let sums = sums
                workers.run(pieces: pieces) { piece, _ in sums[piece] += 1 }
            }
            if job % 1000 == 0 { usleep(2000) }
        }
        // 250 jobs of each size.
        #expect(sums == (0..<40).map { 250 * (40 - $0) })
    }

    /// Pieces that wait for each other need all threads at the same time, including sleeping ones.
    @Test func sleepingThreadsWakeForAJob() throws {
        let workers = Workers(count: 4)
        for _ in 0..<50 {
            usleep(5000)
            let awake = Mutex(Set<Int>())
            let end = ContinuousClock.now + .seconds(10)
            workers.run(pieces: 4) { _, worker in
                awake.withLock { _ = $0.insert(worker) }
                while awake.withLock({ $0.count }) < 4, ContinuousClock.now < end { sched_yield() }
            }
            try #require(awake.withLock { $0.count } == 4)
        }
    }

    /// There are no more threads than pieces: for 20 images three shards, but four of a dense layer; for 64 images
    /// eight.
    @Test func noMoreThreadsThanPiecesAreStarted() {
        #expect(Workers(threads: 1024, rows: 20).count == 4)
        #expect(Workers(threads: 1024, rows: 64).count == 8)
        #expect(Workers(threads: 1024, rows: 8192).count == WorkerPool.maximumPieces)
        #expect(Workers(threads: 2, rows: 8192).count == 2)
    }

    @Test(arguments: [0, 1, 15, 16, 17, 100, 784], [1, 3, 4])
    func rangesCoverAllIndicesOnce(count: Int, pieces: Int) {
        let ranges = Mutex<[Range<Int>]>([])
        Workers(count: 2).ranges(of: count, pieces: pieces, step: 16) { _, range in
            ranges.withLock { $0.append(range) }
        }
        let sorted = ranges.withLock { $0 }.sorted { $0.lowerBound < $1.lowerBound }
        #expect(sorted.flatMap { Array($0) } == Array(0..<count))
        #expect(sorted.allSatisfy { $0.lowerBound % 16 == 0 })
    }

    /// The threads end when the object is released.
    @Test func threadsEndWithTheirWorkers() throws {
        func threads() throws -> Int { try FileManager.default.contentsOfDirectory(atPath: "/proc/self/task").count }
        let before = try threads()
        for _ in 0..<50 { Workers(count: 8).run(pieces: 8) { _, _ in } }
        for _ in 0..<100 where try threads() > before + 50 { usleep(20_000) }
        #expect(try threads() <= before + 50)
    }

    /// For networks with all layers that divide their work.
    @Test(arguments: [true, false])
    func trainingGivesTheSameBitsForAnyNumberOfThreads(convolutional: Bool) throws {
        // The dense network is large enough for its layers to be divided.
        // Batches of 20 and 12 images have incomplete shards.
        let images = LabeledImages.ofFormula(count: 90)
        func weights(threads: Int) throws -> [UInt32] {
            var configuration = quickConfiguration(dropout: 0.2)
            if convolutional {
                let unit: [Architecture.Layer] = [.convolution(channels: 16), .batchNormalisation, .relu]
                configuration.architecture = Architecture(
                    layers: unit + [.maximumPooling(size: 2), .residual(unit + unit), .globalAveragePooling]
                        + [.dense(units: 10)])
            } else {
                configuration.architecture = .dense(hidden: [96], dropout: 0.2)
            }
            configuration.batchSize = 20
            configuration.threads = threads
            return try Trainer(configuration).train(
                on: images, name: "test", classes: tenClasses, preprocessing: "p1"
            ).weights.map(\.bitPattern)
        }
        let one = try weights(threads: 1)
        #expect(try weights(threads: 2) == one)
        #expect(try weights(threads: 3) == one)
        #expect(try weights(threads: 16) == one)
        #expect(try weights(threads: 1024) == one)
    }
}
