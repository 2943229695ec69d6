import Foundation
import Synchronization
import Testing

@testable import NeuralNetwork

@Suite struct WorkersTests {
    @Test(arguments: [1, 2, 5], [0, 1, 8, 9, 100])
    func everyRowIsDoneOnceByAWorkerOfItsOwn(threads: Int, rows: Int) {
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

    /// The promise on threads, for a network with all that divides its work.
    @Test(arguments: [true, false])
    func aTrainingGivesTheSameBitsForAnyNumberOfThreads(convolutional: Bool) throws {
        // Batches of 20 and at last 12 pictures: shards that are not full.
        let images = LabeledImages.ofFormula(count: 90)
        func weights(threads: Int) throws -> [UInt32] {
            var configuration = quickConfiguration(dropout: 0.2)
            if convolutional { configuration.architecture = ResidualReferenceTests.architecture }
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
    }
}
