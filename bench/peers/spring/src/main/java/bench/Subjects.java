package bench;

import java.util.List;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Answers a subject by its number, as JSON that the table holds ready: the least that this stack can do. */
@SpringBootApplication
@RestController
public class Subjects {
    private final JdbcTemplate database;

    Subjects(JdbcTemplate database) {
        this.database = database;
    }

    @GetMapping("/api/v1/subjects/{number}")
    ResponseEntity<String> show(@PathVariable("number") String number, @RequestParam("library") String library) {
        if (!library.equals("person")) return ResponseEntity.notFound().build();
        List<String> answers = database.queryForList("SELECT answer FROM person WHERE number = ?", String.class, number);
        if (answers.isEmpty()) return ResponseEntity.notFound().build();
        return ResponseEntity.ok().contentType(MediaType.APPLICATION_JSON).body(answers.get(0));
    }

    public static void main(String[] arguments) {
        SpringApplication.run(Subjects.class, arguments);
    }
}
